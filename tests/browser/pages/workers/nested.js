self.postMessage(`nested at ${self.location.href}`);
