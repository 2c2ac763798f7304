// Written by "npm run docs" from src/faces.
globalThis[Symbol.for('sealift.command')] = 'history';
import('../../dist/index.js');
