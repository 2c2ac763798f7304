// Written by "npm run docs" from src/faces.
globalThis[Symbol.for('sealift.command')] = 'restore';
import('../../dist/index.js');
