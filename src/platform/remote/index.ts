export {
  type GuardedPost,
  guardedPost,
  GuardedPostError,
  type PostTrouble,
  type Resolve,
  resolveByDns,
} from './guarded-post.js';
export { RemoteClient, type RemoteClientSettings, type RemoteQuestion } from './remote-client.js';
export { RemoteError, type RemoteTrouble } from './remote-error.js';
export { type JsonAnswer, type JsonRequest, requestJson } from './request-json.js';
export { requestBytes } from './request-bytes.js';
export { hostOf, isTarget, TargetRules, type TargetSettings } from './target-rules.js';
