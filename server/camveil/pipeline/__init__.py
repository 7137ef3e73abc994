"""From a decoded picture to a composed one, its mask and its packet."""

import cv2

# OpenCV would spread each small operation over all cores, which costs more than it gains and
# takes them from the browser. The setting holds for the whole process; every user of the pipeline
# imports this package.
cv2.setNumThreads(1)
