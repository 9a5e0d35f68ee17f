import { account, baseImage, defineBaseImage } from '../base-image-api.js';

export default defineBaseImage({
  id: 'jupyter',
  title: 'Jupyter Docker Stacks',
  docs: 'https://github.com/jupyter/docker-stacks',
  repositories: [
    'jupyter/base-notebook',
    'jupyter/minimal-notebook',
    'jupyter/scipy-notebook',
    'jupyter/datascience-notebook',
    'jupyter/tensorflow-notebook',
    'jupyter/pyspark-notebook',
    'quay.io/jupyter/*',
  ],
  describe() {
    const home = '/home/jovyan';
    return baseImage('jupyter', {
      distribution: 'ubuntu',
      user: account('jovyan', 1000, home, 100),
      env: { HOME: home, CONDA_DIR: '/opt/conda' },
      workdir: home,
      shell: 'bash',
    });
  },
});
