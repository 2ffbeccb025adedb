#!/usr/bin/env python3
"""A sensor of Ethermap in Python: sends frames, prints what the engine acknowledges and refuses.

Needs python3-paho-mqtt, python3-protobuf and protobuf-compiler (Debian), and this repository's proto/.
"""
import argparse, importlib, math, pathlib, ssl, subprocess, sys, tempfile, threading, time
import paho.mqtt.client as mqtt

PROTO = pathlib.Path(__file__).resolve().parents[2] / "proto"
with tempfile.TemporaryDirectory() as folder:  # or once, by hand: protoc -I proto --python_out=DIR ...
    files = [str(PROTO / "ethermap/v1" / name) for name in ("sensor.proto", "rss.proto")]
    subprocess.run(["protoc", f"-I{PROTO}", f"--python_out={folder}", *files], check=True)
    sys.path.insert(0, folder)
    sensor_pb2, rss_pb2 = (importlib.import_module(f"ethermap.v1.{m}_pb2") for m in ("sensor", "rss"))

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--host", default="127.0.0.1")
parser.add_argument("--port", type=int, default=1883)
parser.add_argument("--region", default="demo")
parser.add_argument("--sensor", default="python-1", help="1 to 32 characters of [a-z0-9-]")
parser.add_argument("--band", default="b2442", help="a band of the region's configuration")
parser.add_argument("--position", type=float, nargs=3, default=[35.0, -78.0, 30.0],
                    metavar=("LAT", "LON", "ALT"), help="degrees, degrees, metres above the ellipsoid")
parser.add_argument("--count", type=int, default=60, help="frames to send")
parser.add_argument("--interval", type=float, default=1.0, help="seconds between frames")
parser.add_argument("--timeout", type=float, default=60.0, help="seconds to wait for the last one")
parser.add_argument("--user")
parser.add_argument("--password-file")
parser.add_argument("--ca", help="certificates to trust; turns TLS on")
args = parser.parse_args()

BOOT = time.time_ns()  # new, and greater, at every start
INPUT = f"spectrum/v1/in/{args.region}/{args.sensor}"
ACK = f"spectrum/v1/ctl/{args.region}/ack/{args.sensor}"
unacknowledged, refused = {}, set()  # frames by sequence, kept until the engine has them
connected = threading.Event()

def state(status, final=False, time_unix_ns=0):
    return sensor_pb2.SensorState(schema_version=1, sensor_id=args.sensor, boot_id=BOOT, status=status,
                                  time_unix_ns=time_unix_ns, final=final).SerializeToString()

def on_connect(client, _, flags, code):
    if code:
        sys.exit(f"the broker refused the connection: {mqtt.connack_string(code)}")
    birth = sensor_pb2.SensorBirth(schema_version=1, sensor_id=args.sensor, boot_id=BOOT, band_id=[args.band],
                                   platform=sensor_pb2.SensorBirth.GROUND, capability=["rss"])
    client.subscribe(ACK, qos=1)
    client.publish(INPUT + "/birth", birth.SerializeToString(), qos=1, retain=True)
    client.publish(INPUT + "/state", state(sensor_pb2.SensorState.ONLINE, False, time.time_ns()), 1, True)
    if not flags["session present"]:  # the broker may have lost frames: send them again
        for payload in list(unacknowledged.values()):
            client.publish(INPUT + "/rss", payload, qos=1)
    connected.set()

def on_message(client, _, message):
    ack = sensor_pb2.SensorAck.FromString(message.payload)
    if ack.boot_id != BOOT:
        return
    for sequence in [s for s in list(unacknowledged) if s <= ack.through_sequence]:
        del unacknowledged[sequence]
    print(f"acknowledged through {ack.through_sequence}", flush=True)
    for r in ack.rejections:
        if (r.sequence, r.reason) not in refused:
            refused.add((r.sequence, r.reason))
            print(f"refused {r.sequence}: {sensor_pb2.Rejection.Reason.Name(r.reason)}: {r.detail}", flush=True)

client = mqtt.Client(f"sensor-{args.region}-{args.sensor}", clean_session=False)
client.on_connect, client.on_message = on_connect, on_message
client.will_set(INPUT + "/state", state(sensor_pb2.SensorState.OFFLINE), qos=1, retain=True)
if args.user:
    secret = pathlib.Path(args.password_file).read_text().strip() if args.password_file else None
    client.username_pw_set(args.user, secret)
if args.ca:
    client.tls_set(args.ca, tls_version=ssl.PROTOCOL_TLS_CLIENT)
client.connect(args.host, args.port, keepalive=30)
client.loop_start()
connected.wait(args.timeout)

for sequence in range(1, args.count + 1):
    rss = -80 + 10 * math.sin(sequence / 10)  # here stands your receiver
    frame = rss_pb2.RssFrame(schema_version=1, sensor_id=args.sensor, boot_id=BOOT, sequence=sequence,
                             time_unix_ns=time.time_ns(), latitude_deg=[args.position[0]],
                             longitude_deg=[args.position[1]], altitude_m=[args.position[2]],
                             band_id=[args.band], rss_dbm=[rss])
    unacknowledged[sequence] = frame.SerializeToString()
    client.publish(INPUT + "/rss", unacknowledged[sequence], qos=1)
    time.sleep(args.interval)

deadline = time.monotonic() + args.timeout
while unacknowledged and time.monotonic() < deadline:
    time.sleep(0.05)
done = not unacknowledged
client.publish(INPUT + "/state", state(sensor_pb2.SensorState.OFFLINE, done, time.time_ns()), 1, True).wait_for_publish()
client.disconnect()
client.loop_stop()
sys.exit(0 if done else "not everything was acknowledged")
