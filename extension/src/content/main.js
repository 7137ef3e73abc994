/**
 * Runs beside the page, in a world of its own: owns the document's cameras, obeys the person's
 * choice for the site, and tells the popup. Most pages never open a camera: what only a camera needs
 * is loaded by the first call.
 */

import { CHOICES_KEY, FIRST_CHOICE, ONLY_ME_KEY, wishOf } from '../shared/effect-choice.js';
import { DEFAULT_POLICY_KEY, POLICIES_KEY, POLICY_KEYS, policyOf } from '../shared/policies.js';
import { ALONE, IDLE } from '../shared/worlds.js';
import { acceptChannel, answerCalls } from './channel.js';
import { clock } from './clock.js';
import { watchChoices } from './link/choices.js';
import { DocumentPolicy } from './link/document-policy.js';
import { onFirstScript } from './link/first-script.js';
import { watchOwnBlur } from './link/own-blur.js';
import { SitePolicy } from './link/site-policy.js';
import { askWorker } from './link/worker-client.js';
import { Report } from './report.js';
import { CaptureElements, elementMethods } from './tracks/capture-elements.js';

/** @typedef {import('./channel.js').Method} Method */
/** @typedef {import('./tracks/page-cameras.js').PageCameras} PageCameras */

const topOrigin = [...location.ancestorOrigins].at(-1) ?? self.origin;

/** So long a frame may be on its way from one window, or worker, to another. */
const ARRIVED_AFTER_MS = 2000;

/** @param {EventTarget} channel */
function start(channel) {
  // It sees every policy that the document states from here on.
  const documentPolicy = new DocumentPolicy(askWorker);
  // A page may make its workers as soon as it runs.
  onFirstScript(document, () => documentPolicy.prepare());
  const report = new Report(topOrigin, askWorker);
  /** @type {PageCameras | undefined} */
  let cameras;
  const policy = new SitePolicy(clock, (forced) => cameras?.setForced(forced));
  /** What hides the background. @type {import('../shared/effect-choice.js').Wish} */
  let choice = FIRST_CHOICE;
  /** @param {Record<string, unknown>} stored */
  const obey = (stored) => {
    choice = wishOf(stored, topOrigin);
    cameras?.setChoice(choice);
    policy.set(policyOf(stored[POLICIES_KEY], topOrigin, stored[DEFAULT_POLICY_KEY]));
    // A track of ours needs its methods as long as it lives: then from the next load on.
    if (!policy.alone || cameras?.inUse) return;
    channel.dispatchEvent(new Event(ALONE));
    report.setLeftAlone();
  };
  const listen = once(() => {
    report.listen();
    watchChoices([...POLICY_KEYS, CHOICES_KEY, ONLY_ME_KEY], askWorker, obey);
  });
  const load = once(async () => {
    listen();
    const [{ Engines }, { PageCameras }, { pageMethods }] = await Promise.all([
      import('./engine/engines.js'),
      import('./tracks/page-cameras.js'),
      import('./page-methods.js'),
    ]);
    const allowed = () => documentPolicy.allowsDataWorkers();
    const engines = new Engines(ENGINE_SOURCE, allowed, clock);
    /** @type {unknown} */
    let idle;
    /** @type {typeof report.set} */
    const onStatus = (...status) => {
      report.set(...status);
      clock.clearTimeout(idle);
      if (opened.inUse) return;
      idle = clock.setTimeout(() => channel.dispatchEvent(new Event(IDLE)), ARRIVED_AFTER_MS);
    };
    watchOwnBlur((library) => report.setOwnBlur(library));
    const onLeftAlone = () => report.setLeftAlone();
    const opened = new PageCameras({
      ask: askWorker,
      onStatus,
      onLeftAlone,
      engines,
      policy,
      choice,
    });
    cameras = opened;
    window.addEventListener('pagehide', ({ isTrusted }) => {
      if (!isTrusted) return;
      opened.suspend();
      report.set([], opened.server.up, null);
    });
    Object.assign(methods, pageMethods(opened));
    return opened;
  });
  const elements = new CaptureElements({
    policy,
    adopt: async (...asked) => (await load()).adopt(...asked),
  });
  elements.watch(window);
  /** What the page may ask; the rest when there is a camera to ask about. @type {Record<string, Method>} */
  const methods = {
    ...elementMethods(elements),
    pageWorker: () => {
      const value = documentPolicy.allowsPageWorkers();
      if (!value) report.setWorkersAlone();
      return { value };
    },
    open: async (...asked) => {
      await load();
      return /** @type {Method} */ (methods.open)(...asked);
    },
  };
  answerCalls(channel, methods);
  // The page comes first.
  void scheduler.postTask(listen, { priority: 'background' });
}

/**
 * @template T
 * @param {() => T} fn
 * @returns {() => T} what calls it the first time only
 */
function once(fn) {
  /** @type {{result: T} | undefined} */
  let called;
  return () => {
    called ??= { result: fn() };
    return called.result;
  };
}

// Without camera access there is nothing to do, and nothing to be asked.
if (isSecureContext) acceptChannel(window, start);
