/** Runs the JavaScript test files that it is given; a skipped test fails the run as a failed one does. */

import { run } from 'node:test';
import { spec as SpecReporter } from 'node:test/reporters';

const files = process.argv.slice(2);
const stream = run({ files, concurrency: true });
stream.on('test:fail', () => {
  process.exitCode = 1;
});
stream.on('test:pass', ({ name, skip, todo }) => {
  if (skip === undefined && todo === undefined) return;
  process.exitCode = 1;
  process.stderr.write(`skipped without leave: ${name}\n`);
});
stream.compose(new SpecReporter()).pipe(process.stdout);
