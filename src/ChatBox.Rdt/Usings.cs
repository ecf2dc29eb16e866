global using System.Buffers.Binary;
global using System.Text.Unicode;
global using ChatBox.Rdt.Security;
