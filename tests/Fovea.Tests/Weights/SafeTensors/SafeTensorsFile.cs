using System.Buffers.Binary;
using System.Text;

namespace Fovea.Tests.Weights;

/// <summary>Builds safetensors files byte by byte, right ones and wrong ones, without the writer under test.</summary>
internal static class SafeTensorsFile
{
    public static byte[] Of(string header, int dataLength) => Of(Encoding.UTF8.GetBytes(header), dataLength);

    public static byte[] Of(byte[] header, int dataLength)
    {
        byte[] file = new byte[8 + header.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        for (int i = 0; i < dataLength; i++) file[8 + header.Length + i] = (byte)i;
        return file;
    }
}
