// The error is of the third line.
const thrown = () => {
  throw new RangeError('of the page');
};
thrown();
