/** The bundle of `content/engine/worker-main.js`, put in by build.mjs. */
declare const ENGINE_SOURCE: string;
