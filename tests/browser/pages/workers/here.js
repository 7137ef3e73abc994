postMessage('ran');
