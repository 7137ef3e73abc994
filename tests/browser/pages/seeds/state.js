const transformer = new TransformStream({
async transform(videoFrame, controller) {
console.log("Background blur state:", videoFrame.metadata().backgroundBlur);
controller.enqueue(videoFrame);
},
});
