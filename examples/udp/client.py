# The UDP client of the tutorial: python3 examples/udp/client.py 127.0.0.1 10000
import socket
import sys

server = (sys.argv[1], int(sys.argv[2]))
message = b'This is the message. It will be repeated.'

# 1. Create a UDP socket.
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

# 2. Send a message to the server.
sock.sendto(message, server)

# 3. Wait until a response from the server is received.
data, sender = sock.recvfrom(4096)

# 4. Process the reply.
print('%s:%d says: %s' % (*sender, data.decode()))

# 5. Close the socket and exit.
sock.close()
