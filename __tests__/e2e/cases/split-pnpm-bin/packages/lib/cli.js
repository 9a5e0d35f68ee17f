#!/usr/bin/env node
console.log(require('./src/index.js')(3));
