global using ChatBox.Rdt.Security;
global using System.Buffers.Binary;
global using System.Text.Unicode;
