/** The list of the sites that have a choice of their own. */

import { choicesArea } from '../shared/choices-area.js';
import { CHOICES_KEY, originsWithChoice } from '../shared/effect-choice.js';
import { DEFAULT_POLICY_KEY, POLICIES_KEY, policyOf } from '../shared/policies.js';
import { storeChoice } from '../shared/stored-choices.js';
import { forgetPolicy, storePolicy } from '../shared/stored-policies.js';
import { element } from '../ui/elements.js';
import { offerPolicies } from '../ui/policy-choice.js';

/** @typedef {import('../shared/translate.js').Translate} Translate */

const area = choicesArea(false);
const list = element('sites');
/** By origin. @type {Map<string, HTMLLIElement>} */
const rows = new Map();

/**
 * @param {Translate} t
 * @param {Record<string, unknown>} stored what chrome.storage.local holds of policies and choices
 */
export function showSites(t, stored) {
  const policies = stored[POLICIES_KEY];
  const withPolicy = Object.keys(/** @type {object} */ (policies ?? {}));
  const origins = [...new Set([...withPolicy, ...originsWithChoice(stored[CHOICES_KEY])])].sort();
  for (const [origin, row] of rows) {
    if (origins.includes(origin)) continue;
    // What has the focus must not go out of sight without a successor.
    const focused = row.contains(document.activeElement);
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    rows.delete(origin);
    if (focused) (next?.querySelector('button') ?? element('sites-title')).focus();
  }
  for (const [index, origin] of origins.entries()) {
    if (!rows.has(origin)) rows.set(origin, newRow(t, origin));
    const row = /** @type {HTMLLIElement} */ (rows.get(origin));
    const choice = /** @type {HTMLSelectElement} */ (row.querySelector('select'));
    choice.value = policyOf(policies, origin, stored[DEFAULT_POLICY_KEY]);
    // What is in its place stays there: a move would take the focus from it.
    const there = list.children[index] ?? null;
    if (there !== row) list.insertBefore(row, there);
  }
  list.hidden = origins.length === 0;
  element('no-sites').hidden = origins.length > 0;
}

/**
 * @param {Translate} t
 * @param {string} origin
 */
function newRow(t, origin) {
  const host = URL.canParse(origin) ? new URL(origin).host : origin;
  const name = document.createElement('span');
  name.textContent = host;
  const choice = document.createElement('select');
  choice.ariaLabel = t('policyFor', host);
  offerPolicies(t, choice, 'name', (policy) => void storePolicy(area, origin, policy));
  const forget = document.createElement('button');
  forget.type = 'button';
  forget.textContent = t('forget');
  forget.ariaLabel = t('forgetSite', host);
  forget.addEventListener('click', async () => {
    await forgetPolicy(area, origin);
    await storeChoice(area, origin, null);
  });
  const row = document.createElement('li');
  row.append(name, choice, forget);
  return row;
}
