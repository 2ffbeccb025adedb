#!/bin/sh
# Generates Sources/CProtocol from proto/ with protoc-c (Debian: protobuf-c-compiler).
# With --swift, also the test's second decoder (protoc-gen-swift of swift-protobuf in PATH).
# With --golden, also the descriptor set that the tests hold later schemas against.
set -eu
cd "$(dirname "$0")/.."
out=${ETHERMAP_GENERATED:-Sources/CProtocol}
files=$(cd proto && ls ethermap/v1/*.proto)

mkdir -p "$out/include"
# Word splitting is meant: the names hold no spaces.
protoc-c --proto_path=proto --c_out="$out" $files
mkdir -p "$out/include/ethermap/v1"
mv "$out"/ethermap/v1/*.pb-c.h "$out/include/ethermap/v1/"

for option in "$@"; do
    case $option in
    --swift)
        mkdir -p Tests/WireCompatibilityTests/Generated
        protoc --proto_path=proto --swift_out=Tests/WireCompatibilityTests/Generated \
            --swift_opt=FileNaming=DropPath $files
        ;;
    --golden)
        protoc --proto_path=proto --include_imports \
            --descriptor_set_out=proto/ethermap-v1.descriptors $files
        ;;
    *)
        echo "usage: $0 [--swift] [--golden]" >&2
        exit 64
        ;;
    esac
done
