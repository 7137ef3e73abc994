/** The first sign that a page may do anything at all. */

/**
 * @param {Document} document of which nothing has been parsed yet
 * @param {() => void} onScript when it is about to run its first script; never, if it has none
 */
export function onFirstScript(document, onScript) {
  const observer = new MutationObserver(() => {
    if (document.scripts.length === 0) return;
    observer.disconnect();
    onScript();
  });
  observer.observe(document, { childList: true, subtree: true });
  // A page that has none by now has one when it is too late for the question, if ever.
  document.addEventListener('DOMContentLoaded', () => observer.disconnect(), { once: true });
}
