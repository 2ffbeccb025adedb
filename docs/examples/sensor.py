#!/usr/bin/env python3
"""A sensor of Ethermap in Python: sends frames, prints what the engine acknowledges and refuses.

Needs python3-paho-mqtt, python3-protobuf and protobuf-compiler (Debian), and this repository's proto/.
"""
import argparse, importlib, math, pathlib, subprocess, sys, tempfile, threading, time
import paho.mqtt.client as mqtt

PROTO = pathlib.Path(__file__).resolve().parents[2] / "proto"
with tempfile.TemporaryDirectory() as folder:  # or once by hand: protoc -I proto --python_out=DIR FILES
    files = [str(PROTO / "ethermap/v1" / name) for name in ("sensor.proto", "rss.proto")]
    subprocess.run(["protoc", f"-I{PROTO}", f"--python_out={folder}", *files], check=True)
    sys.path.insert(0, folder)
    pb, rss_pb = (importlib.import_module(f"ethermap.v1.{name}_pb2") for name in ("sensor", "rss"))

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
for flag, default, text in (
        ("host", "127.0.0.1", "the broker"), ("port", 1883, "its port"), ("region", "demo", "whose engine hears us"),
        ("sensor", "python-1", "our name, 1 to 32 characters of [a-z0-9-]"), ("band", "b2442", "one of the region's"),
        ("latitude", 35.0, "degrees"), ("longitude", -78.0, "degrees"), ("altitude", 30.0, "metres, ellipsoid"),
        ("count", 60, "frames to send"), ("interval", 1.0, "seconds between them"),
        ("timeout", 60.0, "seconds to wait for the engine at the end"), ("user", "", "where the broker asks for one"),
        ("password-file", "", "likewise"), ("ca", "", "certificates to trust; turns TLS on")):
    parser.add_argument("--" + flag, default=default, type=type(default), help=f"{text} (default: {default})")
args = parser.parse_args()

WHO = dict(schema_version=1, sensor_id=args.sensor, boot_id=time.time_ns())  # new, and greater, at every start
INPUT = f"spectrum/v1/in/{args.region}/{args.sensor}/"
ring, refused, connected = {}, set(), threading.Event()  # ring: payloads by sequence until the engine has them

def state(status, **fields):
    return pb.SensorState(**WHO, status=status, **fields).SerializeToString()

def on_connect(client, _, flags, code):
    if code:
        return print(f"the broker refuses: {mqtt.connack_string(code)}", file=sys.stderr)
    birth = pb.SensorBirth(**WHO, platform=pb.SensorBirth.GROUND, band_id=[args.band], capability=["rss"])
    client.subscribe(f"spectrum/v1/ctl/{args.region}/ack/{args.sensor}", qos=1)
    client.publish(INPUT + "birth", birth.SerializeToString(), qos=1, retain=True)
    client.publish(INPUT + "state", state(pb.SensorState.ONLINE, time_unix_ns=time.time_ns()), qos=1, retain=True)
    if not flags["session present"]:  # a broker that has forgotten us may have lost frames too
        for payload in list(ring.values()):
            client.publish(INPUT + "rss", payload, qos=1)
    connected.set()

def on_message(client, _, message):
    ack = pb.SensorAck.FromString(message.payload)
    if ack.boot_id != WHO["boot_id"]:
        return
    for sequence in [number for number in list(ring) if number <= ack.through_sequence]:
        del ring[sequence]
    print(f"acknowledged through {ack.through_sequence}", flush=True)
    for refusal in ack.rejections:
        if (refusal.sequence, refusal.reason) not in refused:
            refused.add((refusal.sequence, refusal.reason))
            print(f"refused {refusal.sequence}: {pb.Rejection.Reason.Name(refusal.reason)}: {refusal.detail}", flush=True)

client = mqtt.Client(f"sensor-{args.region}-{args.sensor}", clean_session=False)
client.on_connect, client.on_message = on_connect, on_message
client.will_set(INPUT + "state", state(pb.SensorState.OFFLINE), qos=1, retain=True)
if args.user:
    client.username_pw_set(args.user, pathlib.Path(args.password_file).read_text().strip() if args.password_file else None)
if args.ca:
    client.tls_set(args.ca)
client.connect(args.host, args.port, keepalive=30)
client.loop_start()
if not connected.wait(args.timeout):
    sys.exit(f"no connection to {args.host}:{args.port}")

for sequence in range(1, args.count + 1):
    frame = rss_pb.RssFrame(**WHO, sequence=sequence, time_unix_ns=time.time_ns(), latitude_deg=[args.latitude],
                            longitude_deg=[args.longitude], altitude_m=[args.altitude], band_id=[args.band],
                            rss_dbm=[-80 + 10 * math.sin(sequence / 10)])  # here stands your receiver
    ring[sequence] = frame.SerializeToString()
    client.publish(INPUT + "rss", ring[sequence], qos=1)
    time.sleep(args.interval)

deadline = time.monotonic() + args.timeout
while ring and time.monotonic() < deadline:
    time.sleep(0.05)
last = state(pb.SensorState.OFFLINE, final=not ring, time_unix_ns=time.time_ns())
client.publish(INPUT + "state", last, qos=1, retain=True).wait_for_publish(5)
client.disconnect()
client.loop_stop()
sys.exit("not everything was acknowledged" if ring else 0)
