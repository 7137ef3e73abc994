/** @type {any} */ (self).imported = `by ${new Error('here').stack}`;
