import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'elixir',
  title: 'Elixir and Erlang',
  docs: 'https://github.com/erlef/docker-elixir',
  repositories: ['elixir', 'erlang', 'hexpm/elixir', 'hexpm/erlang'],
  describe(tag, repository) {
    const facts = readTag(tag, repository.startsWith('hexpm/') ? 'unknown' : 'debian');
    return facts && baseImage('elixir', facts);
  },
});
