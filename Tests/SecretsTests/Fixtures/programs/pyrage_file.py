"""pyrage_file.py VERB FOLDER KEY: FOLDER/in to FOLDER/out by pyrage."""
import sys
import pyrage

verb, folder, key = sys.argv[1:]
with open(f"{folder}/in", "rb") as file:
    data = file.read()


def recipient(text):
    kind = pyrage.ssh if text.startswith("ssh-") else pyrage.x25519
    return kind.Recipient.from_str(text)


def identity(path):
    with open(path, "rb") as file:
        content = file.read()
    if content.startswith(b"-----BEGIN"):
        return pyrage.ssh.Identity.from_buffer(content)
    lines = content.decode().splitlines()
    return pyrage.x25519.Identity.from_str([x for x in lines if x[:1] == "A"][0])


match verb:
    case "encrypt":
        result = pyrage.encrypt(data, [recipient(key)], armored=True)
    case "decrypt":
        result = pyrage.decrypt(data, [identity(key)])
    case "protect":
        result = pyrage.passphrase.encrypt(data, key)
with open(f"{folder}/out", "wb") as file:
    file.write(result)
