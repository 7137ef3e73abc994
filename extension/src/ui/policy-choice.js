/** The policies of a site to choose from, as elements. */

/** @typedef {import('../shared/messages.js').Policy} Policy */
/** @typedef {import('../shared/translate.js').MessageKey} MessageKey */
/** @typedef {import('../shared/translate.js').Translate} Translate */

/** @type {Record<Policy, {name: MessageKey, means: MessageKey}>} */
const POLICIES = {
  site: { name: 'policySite', means: 'policySiteMeans' },
  always: { name: 'policyAlways', means: 'policyAlwaysMeans' },
  alone: { name: 'policyAlone', means: 'policyAloneMeans' },
};
const NAMES = /** @type {Policy[]} */ (Object.keys(POLICIES));

/** Radio buttons that say what each policy means. */
export class PolicyRadios {
  /** @type {Map<Policy, HTMLInputElement>} */
  #radios = new Map();

  /**
   * @param {Translate} t
   * @param {HTMLElement} fieldset that they go into
   * @param {(policy: Policy) => void} onChoice the person's
   */
  constructor(t, fieldset, onChoice) {
    const rows = document.createElement('div');
    rows.className = 'rows';
    for (const policy of NAMES) {
      const radio = document.createElement('input');
      Object.assign(radio, { type: 'radio', name: 'policy', value: policy });
      radio.addEventListener('change', () => onChoice(policy));
      this.#radios.set(policy, radio);
      rows.append(row(t, policy, radio));
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
 * @param {(policy: Policy) => void} onChoice the person's
 */
export function offerPolicies(t, select, onChoice) {
  for (const policy of NAMES) select.add(new Option(t(POLICIES[policy].name), policy));
  select.addEventListener('change', () => onChoice(/** @type {Policy} */ (select.value)));
}

/**
 * @param {Translate} t
 * @param {Policy} policy
 * @param {HTMLInputElement} radio
 */
function row(t, policy, radio) {
  const name = document.createElement('strong');
  name.id = `${policy}-name`;
  name.textContent = t(POLICIES[policy].name);
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
