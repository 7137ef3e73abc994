/** The bundle of `content/engine/worker-main.js`, put in by build.mjs. */
declare const ENGINE_SOURCE: string;
/** The bundle of `page/dedicated-worker/main.js`, as the text of a function. */
declare const PAGE_WORKER_SOURCE: string;
/** What `page/worker-source.js` calls that function with. */
declare const PARAMETERS: import('../src/page/worker-source.js').WorkerParameters;
