// Written by "npm run docs" from src/faces.
globalThis[Symbol.for('sealift.command')] = 'unhold';
import('../../dist/index.js');
