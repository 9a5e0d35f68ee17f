import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'conda',
  title: 'Miniconda, Anaconda and Miniforge',
  docs: 'https://github.com/anaconda/docker-images',
  repositories: [
    'continuumio/miniconda3',
    'continuumio/anaconda3',
    'condaforge/miniforge3',
    'condaforge/mambaforge',
  ],
  describe(tag, repository) {
    const forge = repository.startsWith('condaforge/');
    const facts = readTag(tag, forge ? 'ubuntu' : 'debian');
    return facts && baseImage('conda', { ...facts, env: forge ? { CONDA_DIR: '/opt/conda' } : {} });
  },
});
