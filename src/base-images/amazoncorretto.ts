import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'amazoncorretto',
  title: 'Amazon Corretto',
  docs: 'https://hub.docker.com/_/amazoncorretto',
  repositories: ['amazoncorretto', 'public.ecr.aws/amazoncorretto/amazoncorretto'],
  describe(tag) {
    const facts = readTag(tag, 'amazon');
    return facts && baseImage('amazoncorretto', facts);
  },
});
