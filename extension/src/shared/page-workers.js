/**
 * Whether a script of ours may run before a page's worker does. Such a worker is made from a blob: URL,
 * and so has the document's policies in the place of its own: they must be none that a worker, or who
 * makes one, could feel. Pure; when in doubt, it may not.
 */

import { directivesOf } from './data-workers.js';

/** What no worker feels. */
const UNFELT_DIRECTIVES = [
  ...['base-uri', 'block-all-mixed-content', 'form-action', 'frame-ancestors', 'frame-src'],
  ...['img-src', 'manifest-src', 'media-src', 'object-src', 'plugin-types', 'report-to'],
  ...['report-uri', 'style-src', 'style-src-attr', 'style-src-elem', 'upgrade-insecure-requests'],
];

/** What else a worker has from its document instead of from its own script's headers. */
export const FELT_HEADERS = [
  'cross-origin-embedder-policy',
  'cross-origin-embedder-policy-report-only',
  'document-isolation-policy',
  'document-isolation-policy-report-only',
  'integrity-policy',
  'integrity-policy-report-only',
];

/**
 * @param {readonly string[]} policies the value of each Content-Security-Policy header, enforced or
 *   not, and of each such meta element
 * @returns {boolean}
 */
export function allowPageWorkers(policies) {
  return policies
    .flatMap((value) => value.split(','))
    .flatMap((policy) => [...directivesOf(policy).keys()])
    .every((name) => UNFELT_DIRECTIVES.includes(name));
}
