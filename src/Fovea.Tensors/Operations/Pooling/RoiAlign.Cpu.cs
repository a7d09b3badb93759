using System.Numerics.Tensors;
using Fovea.Compute;

namespace Fovea.Tensors;

internal sealed partial record RoiAlignOp : ICpuOperation
{
    public unsafe CpuKernel Cpu(CpuSite site)
    {
        (RoiGeometry geometry, Shape images, int regions) = (Geometry, site.Inputs[0], site.Inputs[1][0]);
        site.ScratchBytes = regions * (long)sizeof(int);
        return (x, y, scratch) =>
        {
            Indices.Read("RoiAlign", x[2], regions, images[0], (int*)scratch);
            RoiWork work = new() { Geometry = geometry, Images = images, X = x[0], Regions = x[1], Numbers = (int*)scratch, Y = y };
            Workers.Run(regions * geometry.Size.Y, ref work);
        };
    }

    /// <summary>A chunk is a row of bins of one region.</summary>
    unsafe struct RoiWork : Workers.IWork
    {
        public RoiGeometry Geometry;
        public Shape Images;
        public float* X, Regions, Y;
        public int* Numbers;

        public readonly void Run(int chunk)
        {
            (int k, int i) = Math.DivRem(chunk, Geometry.Size.Y);
            (int height, int width, int channels) = (Images[1], Images[2], Images[3]);
            float* region = Regions + 4L * k;
            Sum sum = new() { Image = X + (long)Numbers[k] * height * width * channels, Width = width, Channels = channels, Target = Y + (long)chunk * Geometry.Size.X * channels };
            for (int j = 0; j < Geometry.Size.X; j++, sum.Target += channels)
            {
                new Span<float>(sum.Target, channels).Clear();
                Geometry.Taps(region[0], region[1], region[2], region[3], i, j, height, width, ref sum);
            }
        }
    }

    /// <summary>Adds pixels to a bin.</summary>
    unsafe struct Sum : RoiGeometry.ITap
    {
        public float* Image, Target;
        public int Width, Channels;

        public readonly void Take(int row, int column, double weight)
        {
            Span<float> target = new(Target, Channels);
            TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(Image + ((long)row * Width + column) * Channels, Channels), (float)weight, target, target);
        }
    }
}

internal sealed partial record RoiAlignGradientOp : ICpuOperation
{
    public unsafe CpuKernel Cpu(CpuSite site)
    {
        (RoiGeometry geometry, Shape images, int regions) = (Geometry, Images, site.Inputs[1][0]);
        site.ScratchBytes = regions * (long)sizeof(int);
        return (x, y, scratch) =>
        {
            Indices.Read("RoiAlign", x[2], regions, images[0], (int*)scratch);
            StridedCopy.Fill(y, images.Count, 0);
            RoiGradientWork work = new() { Geometry = geometry, Images = images, Dy = x[0], Regions = x[1], Count = regions, Numbers = (int*)scratch, Y = y };
            Workers.Run(images[0], ref work);
        };
    }

    /// <summary>A chunk is an image, to which it alone adds, its regions in order.</summary>
    unsafe struct RoiGradientWork : Workers.IWork
    {
        public RoiGeometry Geometry;
        public Shape Images;
        public float* Dy, Regions, Y;
        public int* Numbers;
        public int Count;

        public readonly void Run(int chunk)
        {
            (int height, int width, int channels) = (Images[1], Images[2], Images[3]);
            Spread spread = new() { Image = Y + (long)chunk * height * width * channels, Width = width, Channels = channels };
            for (int k = 0; k < Count; k++)
            {
                if (Numbers[k] != chunk) continue;
                float* region = Regions + 4L * k;
                for (int i = 0; i < Geometry.Size.Y; i++)
                    for (int j = 0; j < Geometry.Size.X; j++)
                    {
                        spread.Bin = Dy + (((long)k * Geometry.Size.Y + i) * Geometry.Size.X + j) * channels;
                        Geometry.Taps(region[0], region[1], region[2], region[3], i, j, height, width, ref spread);
                    }
            }
        }
    }

    /// <summary>Adds a bin to pixels.</summary>
    unsafe struct Spread : RoiGeometry.ITap
    {
        public float* Image, Bin;
        public int Width, Channels;

        public readonly void Take(int row, int column, double weight)
        {
            Span<float> target = new(Image + ((long)row * Width + column) * Channels, Channels);
            TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(Bin, Channels), (float)weight, target, target);
        }
    }
}
