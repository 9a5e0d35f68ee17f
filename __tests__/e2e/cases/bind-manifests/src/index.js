console.log(require('is-odd')(3), require('ms')('2d'));
