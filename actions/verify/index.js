// Written by "npm run docs" from src/faces.
globalThis[Symbol.for('sealift.command')] = 'verify';
import('../../dist/index.js');
