export { RemoteClient, type RemoteClientSettings, type RemoteQuestion } from './remote-client.js';
export { RemoteError, type RemoteTrouble } from './remote-error.js';
export { type JsonAnswer, type JsonRequest, requestJson } from './request-json.js';
export { requestBytes } from './request-bytes.js';
