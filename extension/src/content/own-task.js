/**
 * While an event is heard, and while all goes on that it has settled, `window.event` shows it to every
 * script of the document, and with it whose event it is: our worker, our connection, the camera. So
 * nothing of the page's may run then. What reaches the page, and what is done about the events of what
 * the page must not have, is done in a task of its own, in which there is no event.
 */

/** @param {() => void} act */
export function inOwnTask(act) {
  // Workers have no such member, and nothing of the page's.
  if (!('window' in globalThis)) act();
  else void scheduler.postTask(act, { priority: 'user-blocking' });
}

/**
 * @param {EventTarget} target that the page must not have
 * @param {string} type
 * @param {(event: Event) => void} act is not to prevent anything
 */
export function listenUnseen(target, type, act) {
  target.addEventListener(type, (event) => inOwnTask(() => act(event)));
}
