export { isBare, isSurelyOn } from './options.js';
export { nodeInputs } from './inputs.js';
export type { InstallRole, NodeManager } from './manager.js';
export { corepackSettings, installedManagers, majorOf, programCall } from './programs.js';
export { folderOf, npmrcValue, pathIn, settingsFiles, yarnrcValue } from './settings-files.js';
export { packageManager, yamlText, yarnGeneration } from './yarn-generation.js';
