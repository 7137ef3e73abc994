/**
 * Notices a background blur of the page's own by the files that it loads. The page's list of them is
 * read in our own world, which no page can feel; nothing of it is kept but the library's name.
 */

import { libraryOf } from '../../shared/own-blur.js';

/** @param {(library: string) => void} onFound called once */
export function watchOwnBlur(onFound) {
  const observer = new PerformanceObserver((list) => {
    for (const { name } of list.getEntries()) {
      const library = libraryOf(name);
      if (library === null) continue;
      observer.disconnect();
      onFound(library);
      return;
    }
  });
  observer.observe({ type: 'resource', buffered: true });
}
