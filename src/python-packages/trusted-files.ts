import { absolutePath, UNKNOWN } from '../ecosystem-api.js';
import type { Environment } from '../ecosystem-api.js';
import { refuse } from './required-files.js';
import type { RequiredFiles } from './required-files.js';

/** Variables by which requests, which pip is built on, finds certificates and passwords. */
const VARIABLES = ['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'NETRC'];

/** Certificates and passwords that variables or the home directory have for every download. */
export function trustedFiles(environment: Environment, required: RequiredFiles): void {
  for (const name of VARIABLES) {
    const value = environment.variable(name);
    if (value === UNKNOWN) refuse('reads-sources', `${name} is known only to the build`, { text: name });
    if (value === undefined || value === '') continue;
    const because = { text: `${name}=${value}` };
    required.place(required.absolute(value, because), because);
  }
  for (const name of ['.netrc', '_netrc']) {
    const path =
      environment.home === undefined ? undefined : absolutePath(`${environment.home}/${name}`, environment);
    if (path !== undefined) required.fileIfThere(path, { file: path, text: name });
  }
}
