/**
 * Whether a document's policies let it start a worker from a data: URL, without a violation that
 * anybody could hear of. Pure; when in doubt, they do not.
 */

/** Which list counts for workers: the first of these that a policy has. */
const WORKER_DIRECTIVES = ['worker-src', 'child-src', 'script-src', 'default-src'];
/** What makes a document another than it seems. */
const DOUBTFUL_DIRECTIVE = 'sandbox';

/**
 * @param {readonly string[]} policies the value of each Content-Security-Policy header, of each
 *   -Report-Only header, which reports what it would forbid, and of each such meta element
 * @returns {boolean}
 */
export function allowDataWorkers(policies) {
  return policies.flatMap((value) => value.split(',')).every(allows);
}

/** @param {string} policy */
function allows(policy) {
  const directives = directivesOf(policy);
  if (directives.has(DOUBTFUL_DIRECTIVE)) return false;
  const counts = WORKER_DIRECTIVES.find((name) => directives.has(name));
  if (counts === undefined) return true;
  const sources = directives.get(counts) ?? [];
  return sources.includes('data:') && !sources.includes("'strict-dynamic'");
}

/**
 * @param {string} policy
 * @returns {Map<string, string[]>} what each of its directives lists, in lower case
 */
export function directivesOf(policy) {
  /** @type {Map<string, string[]>} */
  const directives = new Map();
  for (const directive of policy.toLowerCase().split(';')) {
    const [name, ...sources] = directive.split(/[\t\n\f\r ]+/).filter((token) => token !== '');
    // Of a directive that is repeated, the first counts.
    if (name !== undefined && !directives.has(name)) directives.set(name, sources);
  }
  return directives;
}
