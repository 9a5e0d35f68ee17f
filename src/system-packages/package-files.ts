import { callText } from '../ecosystem-api.js';
import type { Call } from '../ecosystem-api.js';
import type { InputRefusal, InstallInputs } from '../install-inputs.js';

const PACKAGE_FILE = /\.(?:apk|rpm)(?:$|[^a-zA-Z])/;

/** Whether a word may be a file, or a folder of files: it has a slash, a package's ending, or begins with what only the build knows. */
const mayBeFile = (raw: string): boolean =>
  raw.replaceAll('://', '').includes('/') || PACKAGE_FILE.test(raw) || /^["']?[$*`]/.test(raw);

/** What apk and dnf read of a project: nothing, unless a word of the call may name a package that is a file. */
export function packageFileInputs(call: Call): InstallInputs | InputRefusal {
  return call.argv.words.slice(1).some(({ raw }) => mayBeFile(raw))
    ? {
        code: 'reads-sources',
        reason: 'it may install files of the project',
        because: { text: callText(call) },
      }
    : { reads: [], patterns: [], makes: [], ignore: [] };
}
