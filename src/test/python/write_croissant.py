"""Writes croissant.json into FOLDER with mlcroissant itself: every file of it, with its SHA-256."""
import hashlib, json, os, sys

import mlcroissant

folder = sys.argv[1]


def described(name):
    with open(os.path.join(folder, name), "rb") as file:
        sha256 = hashlib.sha256(file.read()).hexdigest()
    return mlcroissant.FileObject(id=name, name=name, content_url=name, encoding_formats=["text/csv"], sha256=sha256)


names = sorted(os.path.relpath(os.path.join(at, name), folder) for at, _, files in os.walk(folder) for name in files)
metadata = mlcroissant.Metadata(
    name="digits", description="d", license=["x"], url="https://example.org/d", distribution=[described(name) for name in names])
with open(os.path.join(folder, "croissant.json"), "w") as out:
    json.dump(metadata.to_json(), out, indent=2, default=str)
