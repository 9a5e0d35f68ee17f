export { isBare, isSurelyOn } from './options.js';
export { nodeInputs } from './inputs.js';
export { readsLock } from './lock-readers.js';
export type { InstallRole, NodeManager } from './manager.js';
export { corepackSettings, installedManagers, programCall } from './programs.js';
export { folderOf, npmrcValue, pathIn, settingsFiles, yarnrcValue } from './settings-files.js';
export { yamlText, yarnGeneration, yarnMajor } from './yarn-generation.js';
