console.log(require('@shop/lib')(3), require('ms')('2d'));
