# The TCP client of the tutorial: python3 examples/tcp/client.py 127.0.0.1 10000
import socket
import sys

server = (sys.argv[1], int(sys.argv[2]))
message = b'This is the message. It will be repeated.'

# 1. Create a TCP socket.
sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)

# 2. Connect to the server.
sock.connect(server)

# 3. Send a message to the server.
sock.sendall(message)

# 4. Receive a response from the server.
data = sock.recv(4096)

# 5. Process it.
print('%s:%d says: %s' % (*server, data.decode()))

# 6. Close the socket and exit.
sock.close()
