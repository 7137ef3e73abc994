export const part = `part at ${import.meta.url}`;
