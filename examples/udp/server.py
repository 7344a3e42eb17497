# The UDP server of the tutorial: python3 examples/udp/server.py 127.0.0.1 10000
import socket
import sys

address = (sys.argv[1], int(sys.argv[2]))
reply = b'Received your message!'

# 1. Create a UDP socket.
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

# 2. Bind the socket to the server address.
sock.bind(address)
print('listening on %s:%d' % address, flush=True)

while True:
    # 3. Wait until a datagram arrives from a client.
    data, client = sock.recvfrom(4096)

    # 4. Process it, and send a reply to the client.
    print('%s:%d says: %s' % (*client, data.decode()), flush=True)
    sock.sendto(reply, client)

    # 5. Go back to step 3.
