"""The same network for a picture as cameras deliver it, in luma and chroma.

Its first step is a convolution, and red, green and blue are sums of Y, U and V: the weights of both
make one. Black is zero in either, so that a border of zeros stays what it was.
"""

from typing import Final

import numpy as np
import onnx
from onnx import numpy_helper

from models.errors import UnsupportedOperator

TO_RGB: Final = np.array([[1, 0, 1.402], [1, -0.344136, -0.714136], [1, 1.772, 0]])
"BT.601: Y from 0 to 1, U and V from -1/2 to 1/2."


def taking_planes(model: onnx.ModelProto) -> onnx.ModelProto:
    """The checked model with Y, U and V in the place of red, green and blue from 0 to 1.

    The one that is given is left as it is. Raises UnsupportedOperator if anything but a convolution
    sees the picture.
    """
    result = onnx.ModelProto()
    result.CopyFrom(model)
    source = result.graph.input[0].name
    constants = {one.name: one for one in result.graph.initializer}
    for node in result.graph.node:
        if source not in node.input:
            continue
        weights = constants.get(node.input[1]) if node.op_type == "Conv" else None
        if weights is None or weights.dims[1] != len(TO_RGB):
            raise UnsupportedOperator(node.op_type, "it sees the picture and is no convolution")
        mixed = np.einsum("ochw,ck->okhw", numpy_helper.to_array(weights), TO_RGB)
        weights.CopyFrom(numpy_helper.from_array(mixed.astype(np.float32), weights.name))
    onnx.checker.check_model(result, full_check=True)
    return result
