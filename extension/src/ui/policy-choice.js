/** The policies of a site to choose from, as elements. */

/** @typedef {import('../shared/messages.js').Policy} Policy */
/** @typedef {import('../shared/translate.js').MessageKey} MessageKey */
/** @typedef {import('../shared/translate.js').Translate} Translate */
/** @typedef {'name' | 'others'} Whose whether it is chosen for one site, or for all others */

/**
 * What each is called for one site, and for all others.
 * @type {Record<Policy, {name: MessageKey, others: MessageKey, means: MessageKey}>}
 */
const POLICIES = {
  site: { name: 'policySite', others: 'policySite', means: 'policySiteMeans' },
  always: { name: 'policyAlways', others: 'policyAlways', means: 'policyAlwaysMeans' },
  alone: { name: 'policyAlone', others: 'policyAloneOthers', means: 'policyAloneMeans' },
};
const NAMES = /** @type {Policy[]} */ (Object.keys(POLICIES));

/** Radio buttons that say what each policy means. */
export class PolicyRadios {
  /** @type {Map<Policy, HTMLInputElement>} */
  #radios = new Map();

  /**
   * @param {Translate} t
   * @param {HTMLElement} fieldset that they go into
   * @param {Whose} whose
   * @param {(policy: Policy) => void} onChoice the person's
   */
  constructor(t, fieldset, whose, onChoice) {
    const rows = document.createElement('div');
    rows.className = 'rows';
    for (const policy of NAMES) {
      const radio = document.createElement('input');
      Object.assign(radio, { type: 'radio', name: 'policy', value: policy });
      radio.addEventListener('change', () => onChoice(policy));
      this.#radios.set(policy, radio);
      rows.append(row(t, policy, POLICIES[policy][whose], radio));
    }
    fieldset.append(rows);
  }

  /** @param {Policy | null} policy null for none of them */
  show(policy) {
    for (const [name, radio] of this.#radios) radio.checked = name === policy;
  }
}

/**
 * @param {Translate} t
 * @param {HTMLSelectElement} select that gets an option for each policy
 * @param {Whose} whose
 * @param {(policy: Policy) => void} onChoice the person's
 */
export function offerPolicies(t, select, whose, onChoice) {
  for (const policy of NAMES) select.add(new Option(t(POLICIES[policy][whose]), policy));
  select.addEventListener('change', () => onChoice(/** @type {Policy} */ (select.value)));
}

/**
 * @param {Translate} t
 * @param {Policy} policy
 * @param {MessageKey} called
 * @param {HTMLInputElement} radio
 */
function row(t, policy, called, radio) {
  const name = document.createElement('strong');
  name.id = `${policy}-name`;
  name.textContent = t(called);
  const means = document.createElement('span');
  means.id = `${policy}-means`;
  means.className = 'soft small';
  means.textContent = t(POLICIES[policy].means);
  radio.setAttribute('aria-labelledby', name.id);
  radio.setAttribute('aria-describedby', means.id);
  const label = document.createElement('label');
  label.append(radio, name, means);
  return label;
}
