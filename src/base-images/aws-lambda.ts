import { baseImage, defineBaseImage } from '../base-image-api.js';

export default defineBaseImage({
  id: 'aws-lambda',
  title: 'AWS Lambda',
  docs: 'https://docs.aws.amazon.com/lambda/latest/dg/images-create.html',
  repositories: [
    'public.ecr.aws/lambda/python',
    'public.ecr.aws/lambda/nodejs',
    'public.ecr.aws/lambda/java',
    'public.ecr.aws/lambda/ruby',
    'public.ecr.aws/lambda/provided',
    'amazon/aws-lambda-python',
    'amazon/aws-lambda-nodejs',
    'amazon/aws-lambda-java',
    'amazon/aws-lambda-ruby',
    'amazon/aws-lambda-provided',
  ],
  describe() {
    return baseImage('aws-lambda', { distribution: 'amazon', workdir: '/var/task', accountsComplete: false });
  },
});
