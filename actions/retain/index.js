// Written by "npm run docs" from src/faces.
globalThis[Symbol.for('sealift.command')] = 'retain';
import('../../dist/index.js');
