"""Settings of a Pulp that keeps everything in one folder, and listens and speaks on loopback only."""

import os

_FOLDER = os.environ["SEALIFT_PULP_FOLDER"]
_API = os.environ["SEALIFT_PULP_API"]

SECRET_KEY = "of-a-registry-for-tests-that-nobody-else-can-reach"
DB_ENCRYPTION_KEY = f"{_FOLDER}/database.key"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        # The folder of a socket.
        "HOST": _FOLDER,
        "NAME": "pulp",
        "USER": "pulp",
    }
}
# Every login hashes a password, which takes a second the usual way.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

DEPLOY_ROOT = _FOLDER
MEDIA_ROOT = f"{_FOLDER}/media"
STATIC_ROOT = f"{_FOLDER}/assets"
WORKING_DIRECTORY = f"{_FOLDER}/work"
FILE_UPLOAD_TEMP_DIR = f"{_FOLDER}/uploads"

CONTENT_ORIGIN = f"http://{os.environ['SEALIFT_PULP_CONTENT']}"
TOKEN_SERVER = f"http://{_API}/token/"
TOKEN_SIGNATURE_ALGORITHM = "ES256"
PRIVATE_KEY_PATH = f"{_FOLDER}/private.pem"
PUBLIC_KEY_PATH = f"{_FOLDER}/public.pem"

ANALYTICS = False
