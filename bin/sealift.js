#!/usr/bin/env node
// The command line. In the syntax of 2015, as src/index.ts is: that says which Node is needed.
globalThis[Symbol.for('sealift.arguments')] = true;
import('../dist/index.js');
