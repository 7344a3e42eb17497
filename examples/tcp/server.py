# The TCP server of the tutorial: python3 examples/tcp/server.py 127.0.0.1 10000
import socket
import sys

address = (sys.argv[1], int(sys.argv[2]))
reply = b'Received your message!'

# 1. Create a TCP socket.
sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)

# 2. Bind the socket to the server address.
sock.bind(address)

# 3. Listen for incoming connections.
sock.listen(5)
print('listening on %s:%d' % address, flush=True)

while True:
    # 4. Accept an incoming connection.
    connection, client = sock.accept()

    # 5. Receive data from the client.
    data = connection.recv(4096)

    # 6. Process it, and send a response to the client.
    print('%s:%d says: %s' % (*client, data.decode()), flush=True)
    connection.sendall(reply)

    # 7. Close the connection.
    connection.close()

    # 8. Go back to step 4.
